"""From the screen to the bureau: PDF pages, printing, 定稿, the submission package, 验包."""
