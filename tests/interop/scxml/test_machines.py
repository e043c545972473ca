"""Machines in SCXML with ECMAScript: the states that are active after the start and each event."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.conforming.scion import difference

HEAD = '<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript">'

# Each: a claim, a document, the states after the start, and (event, states after it).
MACHINES = [
    pytest.param(
        """
        <state id="a"><transition target="b" event="t"/></state>
        <state id="b">
          <onentry><send event="s"/></onentry>
          <transition target="c" event="s"/>
          <transition target="f1"/>
        </state>
        <state id="c"/>
        <state id="f1"/>
        """,
        "a",
        [("t", "f1")],
        id="an eventless transition goes before what was sent",
    ),
    pytest.param(
        """
        <datamodel><data id="i"/></datamodel>
        <state id="a">
          <transition target="b" event="t1"><assign location="i" expr="0"/></transition>
        </state>
        <state id="b">
          <transition target="b" cond="i &lt; 100">
            <assign location="i" expr="i + 1"/>
          </transition>
          <transition target="c" cond="i === 100"/>
        </state>
        <state id="c">
          <onentry><assign location="i" expr="i * 2"/></onentry>
          <transition target="d" cond="i === 200"/>
          <transition target="f"/>
        </state>
        <state id="d"/>
        <state id="f"/>
        """,
        "a",
        [("t1", "d")],
        id="a hundred eventless transitions are one step",
    ),
    pytest.param(
        """
        <datamodel><data id="i"/></datamodel>
        <state id="a">
          <transition target="p" event="t1"><assign location="i" expr="0"/></transition>
        </state>
        <parallel id="p">
          <state id="b" initial="b1">
            <state id="b1">
              <transition event="t2" target="b2">
                <assign location="i" expr="i + 1"/>
              </transition>
            </state>
            <state id="b2"/>
          </state>
          <state id="c" initial="c1">
            <state id="c1">
              <transition event="t2" target="c2">
                <assign location="i" expr="i - 1"/>
              </transition>
            </state>
            <state id="c2"/>
          </state>
          <transition event="t3" target="d" cond="i === 0"/>
          <transition event="t3" target="f"/>
        </parallel>
        <state id="d"/>
        <state id="f"/>
        """,
        "a",
        [("t1", "b1 c1"), ("t2", "b2 c2"), ("t3", "d")],
        id="regions assign in the order of the text",
    ),
    pytest.param(
        """
        <datamodel>
          <data id="o1">
            { "p1": "v1", "p2": "v2" }
          </data>
          <data id="o2" expr="{p1:'v1',p2:'v2'}"/>
          <data id="o3">{p1: 'v1', p2: 'v2'}</data>
        </datamodel>
        <state id="a">
          <transition event="t" target="b"
            cond="o1.p1 === 'v1' &amp;&amp; o2.p2 === 'v2' &amp;&amp; typeof o3 === 'string'"/>
          <transition event="t" target="f"/>
        </state>
        <state id="b"/>
        <state id="f"/>
        """,
        "a",
        [("t", "b")],
        id="an object as an expression, and JSON as content; what is no JSON is a text",
    ),
    pytest.param(
        """
        <datamodel><data id="o1"/></datamodel>
        <state id="uber">
          <transition event="error.execution" target="pass"/>
          <state id="s0">
            <onentry><assign location="o1" expr="{p1: 'v1', p2: }"/></onentry>
          </state>
        </state>
        <state id="pass"/>
        """,
        "pass",
        [],
        id="a wrong expression is error.execution",
    ),
    pytest.param(
        """
        <datamodel>
          <data id="total" expr="0"/>
          <data id="m" expr="[1,2,3]"/>
          <data id="last"/>
        </datamodel>
        <state id="a">
          <transition target="b" event="t">
            <foreach array="m" item="it" index="ix">
              <assign location="total" expr="total + it * ix"/>
              <script>last = it;</script>
            </foreach>
          </transition>
        </state>
        <state id="b">
          <transition event="t2" cond="total === 8 &amp;&amp; last === 3 &amp;&amp; ix === 2"
            target="c"/>
        </state>
        <state id="c"/>
        """,
        "a",
        [("t", "b"), ("t2", "c")],
        id="item and index are variables of the machine",
    ),
    pytest.param(
        """
        <state id="a">
          <transition target="p" event="t1"/>
          <transition target="h" event="t4"/>
        </state>
        <parallel id="p">
          <history id="h" type="deep"><transition target="b"/></history>
          <state id="b" initial="b1">
            <state id="b1"><transition target="b2" event="t2"/></state>
            <state id="b2"/>
          </state>
          <state id="c" initial="c1">
            <state id="c1"><transition target="c2" event="t2"/></state>
            <state id="c2"/>
          </state>
          <transition target="a" event="t3"/>
        </parallel>
        """,
        "a",
        [("t1", "b1 c1"), ("t2", "b2 c2"), ("t3", "a"), ("t4", "b2 c2")],
        id="deep history of a parallel state",
    ),
    pytest.param(
        """
        <state id="a">
          <transition target="p" event="t1"/>
          <transition target="p" event="t6"/>
          <transition target="hb hc" event="t9"/>
        </state>
        <parallel id="p">
          <state id="b" initial="hb">
            <history id="hb" type="deep"><transition target="b1"/></history>
            <state id="b1">
              <state id="b1.1"><transition target="b1.2" event="t2"/></state>
              <state id="b1.2"><transition target="b2" event="t3"/></state>
            </state>
            <state id="b2"/>
          </state>
          <state id="c" initial="hc">
            <history id="hc" type="shallow"><transition target="c1"/></history>
            <state id="c1">
              <state id="c1.1"><transition target="c1.2" event="t2"/></state>
              <state id="c1.2"/>
            </state>
            <state id="c2"/>
          </state>
          <transition target="a" event="t5"/>
        </parallel>
        """,
        "a",
        [
            ("t1", "b1.1 c1.1"),
            ("t2", "b1.2 c1.2"),
            ("t5", "a"),
            ("t6", "b1.2 c1.1"),
            ("t3", "b2 c1.1"),
            ("t5", "a"),
            ("t9", "b2 c1.1"),
        ],
        id="a shallow and a deep history at once",
    ),
    pytest.param(
        """
        <datamodel><data id="i" expr="0"/></datamodel>
        <state id="a">
          <transition target="b" event="t">
            <if cond="false">
              <assign location="i" expr="10"/>
              <elseif cond="i === 0"/>
              <assign location="i" expr="20"/>
              <else/>
              <assign location="i" expr="30"/>
            </if>
          </transition>
        </state>
        <state id="b"><transition event="t2" cond="i === 20" target="c"/></state>
        <state id="c"/>
        """,
        "a",
        [("t", "b"), ("t2", "c")],
        id="elseif",
    ),
    pytest.param(
        """
        <datamodel><data id="x" expr="0"/></datamodel>
        <state id="a">
          <onentry><assign location="x" expr="x === 0 ? 0 : x + 10"/></onentry>
          <onexit><assign location="x" expr="x + 1"/></onexit>
          <state id="a1"/>
          <state id="a2"><transition event="t2" target="b" cond="x === 0"/></state>
          <transition target="a2" event="t1" cond="x === 0" type="internal"/>
        </state>
        <state id="b"><transition event="t3" target="c" cond="x === 1"/></state>
        <state id="c"/>
        """,
        "a1",
        [("t1", "a2"), ("t2", "b"), ("t3", "c")],
        id="an internal transition does not leave its state",
    ),
    pytest.param(
        """
        <datamodel><data id="x" expr="0"/></datamodel>
        <parallel id="p">
          <onentry><assign location="x" expr="x + 1"/></onentry>
          <state id="a">
            <onentry><assign location="x" expr="x * 2"/></onentry>
            <onexit><assign location="x" expr="x * 2"/></onexit>
          </state>
          <state id="b">
            <onentry><assign location="x" expr="x + 5"/></onentry>
            <onexit><assign location="x" expr="x + 5"/></onexit>
          </state>
          <onexit><assign location="x" expr="x * 3"/></onexit>
          <transition event="t" cond="x === 7" target="c">
            <assign location="x" expr="x + 1"/>
          </transition>
        </parallel>
        <state id="c"><transition event="u" cond="x === 73" target="d"/></state>
        <state id="d"/>
        """,
        "a b",
        [("t", "c"), ("u", "d")],
        id="regions are entered in order and left in reverse",
    ),
    pytest.param(
        """
        <datamodel><data id="x" expr="0"/></datamodel>
        <parallel id="p">
          <state id="a">
            <transition event="t1" target="a"><assign location="x" expr="x+1"/></transition>
            <onexit><assign location="x" expr="x*10"/></onexit>
          </state>
          <state id="b">
            <onexit><assign location="x" expr="x+3"/></onexit>
            <transition event="t2" cond="x===31" target="c"/>
          </state>
        </parallel>
        <state id="c"/>
        """,
        "a b",
        [("t1", "a b"), ("t2", "c")],
        id="a region that leaves itself leaves the parallel state",
    ),
    pytest.param(
        """
        <state id="a"><transition event="foo bar" target="b"/></state>
        <state id="b"><transition event="bat.x *" target="a"/></state>
        """,
        "a",
        [("bar", "b"), ("bat.x", "a"), ("foo.q", "b"), ("zz", "a")],
        id="several descriptors",
    ),
    pytest.param(
        """
        <parallel id="b">
          <state id="c"><transition event="t" target="a1"/></state>
          <state id="d"><transition event="t" target="a2"/></state>
        </parallel>
        <state id="a1"/>
        <state id="a2"/>
        """,
        "c d",
        [("t", "a1")],
        id="of two that leave, the first in the text",
    ),
    pytest.param(
        """
        <parallel id="b">
          <state id="c">
            <state id="e"><transition event="t" target="f"/></state>
            <state id="f"/>
          </state>
          <state id="d"><state id="g"><transition event="t" target="a"/></state></state>
        </parallel>
        <state id="a"/>
        """,
        "e g",
        [("t", "f g"), ("t", "a")],
        id="a transition inside is kept against a later one that leaves",
    ),
    pytest.param(
        """
        <parallel id="p">
          <state id="c" initial="c1">
            <state id="c1">
              <parallel id="q">
                <state id="q1"><transition event="t" target="c2"/></state>
                <state id="q2"><transition event="t" target="q2"/></state>
              </parallel>
            </state>
            <state id="c2"/>
          </state>
          <state id="d" initial="d1">
            <state id="d1"><transition event="t" target="d2"/></state>
            <state id="d2"/>
          </state>
        </parallel>
        """,
        "q1 q2 d1",
        [("t", "c2 d2")],
        id="one that leaves an inner parallel state, and one beside it",
    ),
    pytest.param(
        """
        <script>
          // helpers
          function add(a, b) { return a + b; }
          var twice = function(n) { return add(n, n); };
          function bump() { count++; if (count === 2) { flag = true; } else { flag = false; } }
          var count = 0, flag;
          var list = [];
          for (var k = 0; k &lt; 3; k++) { list.push(k); }
        </script>
        <state id="a">
          <transition event="t" target="b"><script>bump(); bump();</script></transition>
        </state>
        <state id="b">
          <transition event="t" cond="flag &amp;&amp; twice(4) === 8 &amp;&amp; list.length === 3 &amp;&amp; k === 3"
            target="c"/>
        </state>
        <state id="c"/>
        """,
        "a",
        [("t", "b"), ("t", "c")],
        id="functions and loops in a script",
    ),
    pytest.param(
        """
        <script>console.log('hello', 1);</script>
        <state id="a">
          <onentry>
            <script>console.log("in a")</script>
            <log label="x" expr="new Date()"/>
            <raise event="e"/>
          </onentry>
          <transition event="e" target="b"/>
        </state>
        <state id="b"/>
        """,
        "b",
        [],
        id="what cannot be logged is logged as text",
    ),
    pytest.param(
        """
        <state id="a"><transition event="foo" target="b"/></state>
        <state id="b"><transition event="foo.bar.*" target="c"/></state>
        <state id="c"><transition event="foo.bar.bat" target="d"/></state>
        <state id="d"/>
        """,
        "a",
        [
            ("foo.zoo", "b"),
            ("foo.barr", "b"),
            ("foo.bar", "c"),
            ("foo.bar", "c"),
            ("foo.bar.bat.x", "d"),
        ],
        id="descriptors are whole words",
    ),
    pytest.param(
        """
        <datamodel>
          <data id="a" expr="1"/>
          <data id="b" expr="2"/>
          <data id="msg"/>
        </datamodel>
        <state id="s1">
          <onentry>
            <send event="e" namelist="a b">
              <param name="c" expr="'3'"/>
              <param name="d" location="b"/>
            </send>
          </onentry>
          <transition event="e" cond="_event.data.a === 1 &amp;&amp; _event.data.c === '3' &amp;&amp; _event.data.d == 2"
            target="s2"/>
          <transition event="*" target="f"/>
        </state>
        <state id="s2">
          <onentry><send event="e2"><content>{"x": [1]}</content></send></onentry>
          <transition event="e2" cond="_event.data.x[0] === 1" target="s3">
            <assign location="msg" expr="_event.data"/>
          </transition>
        </state>
        <state id="s3">
          <onentry><send event="e3"><content expr="msg"/></send></onentry>
          <transition event="e3" cond="_event.data.x.length === 1" target="s4"/>
        </state>
        <state id="s4">
          <transition event="go" target="s5" cond="_event.data.deep.y === 'z'"/>
        </state>
        <state id="s5"/>
        <state id="f"/>
        """,
        "s4",
        [("go", "s5", {"deep": {"y": "z"}})],
        id="what an event carries",
    ),
    pytest.param(
        """
        <datamodel><data id="httpid"/><data id="httpid2"/></datamodel>
        <state id="s0">
          <onentry>
            <send event="s" idlocation="httpid"/>
            <send event="s" idlocation="httpid2"/>
          </onentry>
          <transition event="s" cond="httpid &amp;&amp; httpid !== httpid2" target="pass"/>
          <transition event="s" target="f"/>
        </state>
        <state id="pass"/>
        <state id="f"/>
        """,
        "pass",
        [],
        id="ids that are made",
    ),
    pytest.param(
        """
        <datamodel><data id="i" expr="1"/></datamodel>
        <parallel id="p">
          <transition event="foo"><script>i *= 2;</script></transition>
          <state id="a">
            <transition event="foo"><script>i += 5;</script></transition>
          </state>
          <state id="b">
            <transition event="foo" cond="false"/>
            <transition event="bar" cond="i === 12" target="done"/>
          </state>
        </parallel>
        <state id="done"/>
        """,
        "a b",
        [("foo", "a b"), ("bar", "done")],
        id="targetless transitions of a region and of what is around it",
    ),
    pytest.param(
        """
        <datamodel><data id="foo" expr="0"/></datamodel>
        <script>function testobject() {this.bar = 0;}</script>
        <state id="s0">
          <onentry>
            <assign location="foo" expr="new testobject();"/>
            <assign location="foo.bar" expr="1"/>
            <raise event="event1"/>
          </onentry>
          <transition event="event1" cond="foo.bar == 1" target="pass"/>
          <transition event="*" target="fail"/>
        </state>
        <final id="pass"/>
        <final id="fail"/>
        """,
        "pass",
        [],
        id="a constructor, and a place inside of an object",
    ),
    pytest.param(
        """
        <datamodel>
          <data id="var1">
            <books xmlns=""><book title="title1"/><book title="title2"/></books>
          </data>
        </datamodel>
        <state id="s0">
          <transition cond="var1.getElementsByTagName('book')[0].getAttribute('title') == 'title1'"
            target="pass"/>
          <transition target="fail"/>
        </state>
        <final id="pass"/>
        <final id="fail"/>
        """,
        "pass",
        [],
        id="XML as data",
    ),
    pytest.param(
        """
        <state id="s0">
          <onentry>
            <if cond="typeof _event !== 'undefined'">
              <raise event="bound"/>
              <else/>
              <raise event="unbound"/>
            </if>
          </onentry>
          <transition event="unbound" target="pass"/>
          <transition event="bound" target="fail"/>
        </state>
        <final id="pass"/>
        <final id="fail"/>
        """,
        "pass",
        [],
        id="no event is bound at the start",
    ),
    pytest.param(
        """
        <datamodel><data id="Var1">[1,2,3]</data><data id="Var2" expr="0"/></datamodel>
        <state id="s0">
          <onentry>
            <foreach item="Var3" array="Var1">
              <assign location="Var1" expr="[].concat(Var1, [4])"/>
              <assign location="Var2" expr="Var2 + 1"/>
            </foreach>
          </onentry>
          <transition cond="Var2 == 3" target="pass"/>
          <transition target="fail"/>
        </state>
        <final id="pass"/>
        <final id="fail"/>
        """,
        "pass",
        [],
        id="a list that grows while it is gone through",
    ),
    pytest.param(
        """
        <datamodel><data id="Var1"/></datamodel>
        <state id="s0">
          <invoke type="http://www.w3.org/TR/scxml" idlocation="Var1">
            <content>
              <scxml initial="f" version="1.0" datamodel="ecmascript">
                <final id="f"/>
              </scxml>
            </content>
          </invoke>
          <onentry><send event="timeout" delay="1s"/></onentry>
          <transition event="done.invoke" cond="Var1.indexOf('s0.') === 0" target="pass"/>
          <transition event="*" target="fail"/>
        </state>
        <final id="pass"/>
        <final id="fail"/>
        """,
        "pass",
        [],
        id="the id of a child begins with that of its state",
    ),
    pytest.param(
        """
        <script><![CDATA[
          function classify(n) { if (n < 0) { return 'neg'; } else if (n === 0) return 'zero'; return 'pos'; }
          var r = classify(0) + '/' + classify(3) + '/' + classify(-1);
          function has(list, x) { var found = list.some(function(e) { return e === x; }); return found; }
        ]]></script>
        <state id="a">
          <transition event="t" cond="r === 'zero/pos/neg' &amp;&amp; has([1,2], 2) &amp;&amp; !has([], 1)"
            target="b"/>
        </state>
        <state id="b"/>
        """,
        "a",
        [("t", "b")],
        id="functions that branch",
    ),
    pytest.param(
        """
        <parallel id="p">
          <state id="a">
            <state id="a1"><transition event="e" target="h"/></state>
            <state id="a2"/>
            <history id="h"><transition target="a2"/></history>
            <transition event="again" target="b"/>
          </state>
          <state id="b"/>
          <state id="c"><transition event="*" target="a2"/></state>
        </parallel>
        """,
        "a1 b c",
        [("again", "a1 b c"), ("e", "a1 b c"), ("other", "a2 b c")],
        id="a history that stands for the source of a transition to it",
    ),
]


@pytest.mark.parametrize(("document", "start", "events"), MACHINES)
def test_states_after_the_start_and_each_event(document, start, events):
    case = {
        "id": "machine",
        "scxml": f"{HEAD}{document}</scxml>",
        "initialConfiguration": start.split(),
        "events": [
            {
                "event": {"name": name, **({"data": data[0]} if data else {})},
                "nextConfiguration": after.split(),
            }
            for name, after, *data in events
        ],
    }
    assert difference(case, {}, Path()) is None
