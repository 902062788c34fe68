"""The line from a question to an answer: triage, retrieve, compose, verify, guard; read ``domain`` first."""
