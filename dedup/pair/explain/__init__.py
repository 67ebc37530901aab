"""What passages say beyond their kind: changes, quotations, speakers, credit, what was left out."""
