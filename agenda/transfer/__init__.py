"""The Excel round trip: Steckbriefe out to a table and back, cell by cell.

The truth is the typed document: a row of a table becomes a changed Dokument, is compared with
what `dokument.build()` says now and written by `dokument.apply()`. django-import-export thinks
in one sheet per model and one column per model field; of it we only use where it keeps an
uploaded file between two pages.
"""
