"""The PostgreSQL server, its three roles, and how the rest of the product reaches them.

Plain Python with psycopg; imports nothing but the kernel. Linux.

``cluster``: what the settings and commands use ::

    cluster = locate(os.environ, data_folder)          # touches nothing yet
    with cluster.running() as database:                # server up, roles and database there
        DATABASES = {"default": database.app.django(), "owner": database.owner.django()}

    locate(environ: Mapping[str, str], data: Path, *, database: str | None = None,
           prefix: str | None = None) -> Cluster
    Cluster.running() -> ContextManager[Database]      # hold it as long as the process works
    Cluster.revive() -> None                           # start a crashed embedded server again

  ========================================  =====================================================
  environment                               meaning
  ========================================  =====================================================
  (nothing)                                 embedded server under ``data/postgres``
  DATABASE_URL                              admin of an existing server; roles and database made
  DATABASE_URL and DATABASE_OWNER_URL       app and owner, used as they are, nothing made
  DATABASE_ROLE_PREFIX                      instead of ``gemeinwerk``: ``<prefix>_owner`` …
  ========================================  =====================================================

  The database is, in this order: the argument ``database``, the one named in ``DATABASE_URL``
  (unless that is ``postgres`` or ``template1``), the role prefix. Tests pass ``database`` and
  ``prefix`` of their own so that a running installation on the same server stays untouched.

``login``: frozen dataclasses ::

    Login(host: str, port: str, user: str, password: str, dbname: str,
          options: Mapping[str, str])
    Login.dsn() -> str             # libpq key=value string, for psycopg and procrastinate
    Login.django() -> dict         # one entry of DATABASES
    Login.to(dbname) -> Login
    Roles(owner: str, app: str, search: str)           # names, for policies in migrations
    Database(owner: Login, app: Login, roles: Roles)

``roles`` ::

    prepare(admin: Login | str, *, database: str, secrets: Path, prefix: str = "gemeinwerk",
            owner_password: str | None = None, app_password: str | None = None) -> Database
    drop(admin: Login | str, *, database: str, prefix: str | None = None) -> None   # for tests
    check_app_role(connection: psycopg.Connection) -> None   # raises UnsafeRole

``embedded`` ::

    Embedded(data: Path, *, fallback: Path = Path("/var/lib/gemeinwerk"))
    Embedded.running() -> ContextManager[Login]        # superuser, database "postgres"
    Embedded.revive() -> None
    Embedded.place -> Place(home, uid, gid, programs)  # where the server's files really are

``errors``: every cause is a ``UserError``: ``DatabaseError`` and below it ``ProgramsMissing``,
``FolderNotUsable``, ``OtherVersion``, ``ServerDidNotStart``, ``DiskFull``, ``ServerDidNotStop``,
``ServerTooOld``, ``NoConnection``, ``CannotPrepare``, ``DatabaseInUse``, ``WrongEncoding``,
``ExtensionMissing``, ``CannotLogIn``, ``UnsafeRole``, ``BadDatabaseUrl``, ``BadName``.
Their sentences are lazy translations: show them only once Django's settings are loaded.
"""
