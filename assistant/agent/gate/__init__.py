"""The gate's parts: how a sentence is read, and the rules it must keep."""
