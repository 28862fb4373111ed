"""What holds for any document: heads fitted over several texts, each measured on a text that was left out."""
