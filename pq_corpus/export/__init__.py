"""The corpus as a documented, citable dataset: tables, package, codebook; and back into a corpus."""
