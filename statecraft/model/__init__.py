"""The definition as frozen data, every name bound: what resolution produces and lowering reads."""
