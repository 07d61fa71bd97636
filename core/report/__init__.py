"""What leaves a case: one frozen `ReportData`, drawings, and one writer per format."""
