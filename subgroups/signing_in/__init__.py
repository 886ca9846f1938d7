"""How people sign in: what allauth, the middleware and signals call.

Who somebody is (`authentication`, `provider`), the second step (`second_factor`), a session that ends and what was
typed in it (`idle`, `kept`), passwords switched off (`local_passwords`), and what the audit trail hears (`sign_ins`).
"""
