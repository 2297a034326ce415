"""What one may do with a workbook."""
