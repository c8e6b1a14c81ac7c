"""The texts of the site in every language: found in code and templates, kept in ``locale/``, compiled for gettext."""
