"""Evidence codes: suggested from what is known, put together by points and by the table of 2015.

Pure functions. `suggest` gives codes, `assess` puts them together, `classify` makes a class of
what a person accepted; every number comes from a rule set (`load_evidence_rules`).
"""
