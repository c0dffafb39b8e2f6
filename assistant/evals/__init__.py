"""`engage eval`: a table of questions, put to the model of this machine, and how it did."""
