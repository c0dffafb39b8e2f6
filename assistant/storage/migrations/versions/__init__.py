"""One file a step, in order. Written by hand: SQL says it best."""
