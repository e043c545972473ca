"""Expression text to typed trees, answers, functions and reasons: the only room that reads it."""
