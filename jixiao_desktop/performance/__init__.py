"""绩效: indicators, scores, grades, forms."""
