"""One file per format of the case file; `user_version` is the number of the newest applied."""
