"""The definition that ``statecraft new`` writes: small, commented, and with passing scenarios."""

from __future__ import annotations

from typing import Final

STARTER: Final = """\
# yaml-language-server: $schema={schema}
statecraft: 1
machine: {name}
describe: A document that is edited, reviewed and published. Change it into what you need.

# Dimensions are small regions that are active at the same time; each has one value.
dimensions:
  stage:
    values: {{draft: Draft, review: In review, published: Published}}   # value: label
    initial: draft
    transitions: {{draft: [review], review: [draft, published], published: []}}
  visibility:
    values: [private, public]
    transitions: any
    moves: free                    # the program may move it without an event

# Context is typed data beside the dimensions.
context:
  words: {{type: integer, minimum: 0, initial: 0}}
  reviewer: {{type: [string, "null"], initial: null}}

# Named expressions, to be used in every condition.
define:
  has_text: words > 0

# What comes from outside, with its payload. Undeclared events are taken without a check.
events:
  WRITE: {{label: Write some words, payload: {{count: {{type: integer, minimum: 1}}}}}}
  SUBMIT: {{label: Hand in for review, payload: {{reviewer: {{type: string, minLength: 1}}}}}}
  REJECT: {{label: Back to the author}}
  PUBLISH: {{label: Publish}}

# Transitions: when may an event be taken, where does it lead, what is done on the way.
# Conditions are plain text; in data a text that begins with = is a formula.
on:
  WRITE: {{when: stage == 'draft', do: [{{set: {{words: =words + event.count}}}}]}}
  SUBMIT: {{target: {{stage: review}}, do: [{{set: {{reviewer: =event.reviewer}}}}]}}
  REJECT: {{target: {{stage: {{from: review, to: draft}}}}}}
  PUBLISH: {{target: {{stage: published}}}}

# Rules hold whatever the transitions say: before a move, or in every state.
rules:
  only_texts_are_reviewed:
    on: {{stage: review}}
    require: [{{that: has_text, message: Write something first.}}]
  published_is_public:
    when: stage == 'published'
    then: {{visibility: public}}

# What a user interface may offer now.
capabilities:
  publish: can('PUBLISH')

# Examples of what should happen: `statecraft test` runs them.
scenarios:
  - name: from the first word to the public
    steps:
      - send: SUBMIT
        with: {{reviewer: Ada}}
        expect: {{outcome: rejected, reasons: [Write something first.]}}
      - {{send: WRITE, with: {{count: 300}}, expect: {{words: 300}}}}
      - {{send: SUBMIT, with: {{reviewer: Ada}}, expect: {{stage: review, reviewer: Ada}}}}
      - {{send: PUBLISH, expect: {{stage: published, visibility: public}}}}
      - {{send: WRITE, with: {{count: 1}}, expect: rejected}}

  - name: a review may send it back
    given: {{words: 10, stage: review}}
    steps:
      - {{send: REJECT, expect: {{stage: draft, capabilities: {{publish: false}}}}}}
"""
"""With {name} and {schema} to be filled in."""
