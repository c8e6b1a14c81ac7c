"""The REST API: authentication, error shape, pagination and the OpenAPI document."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.Credentials",
        "project.api.authentication.PageSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.api.limits.CallerLimits"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["project.api.parsers.StrictJSON"],
    "DEFAULT_PAGINATION_CLASS": "project.api.pagination.Keyset",
    "DEFAULT_SCHEMA_CLASS": "project.api.schema.Schema",
    "DEFAULT_FILTER_BACKENDS": ["project.api.filters.DeclaredFilters"],
    "EXCEPTION_HANDLER": "project.api.errors.handle",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "COERCE_DECIMAL_TO_STRING": True,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Daimon API",
    "DESCRIPTION": "Minions, spirits, conversations and runs. Errors have one shape; lists are keyset pages.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "ENUM_NAME_OVERRIDES": {
        "RankEnum": "accounts.rules.ranks.Rank",
        "CatalogueStateEnum": "spirits.models.entry.Listed.State",
        "RunStateEnum": "chat.rules.run_states.RunState",
        "MemoryKindEnum": "chat.memory.rules.kinds.Kind",
        "MemoryScopeEnum": "chat.memory.rules.kinds.Scope",
        "ApprovalScopeEnum": "spirits.models.approval.Approval.Scope",
        "MemoryStateEnum": "chat.memory.rules.kinds.State",
        "SourceEnum": "chat.memory.rules.kinds.Source",
        "ImageFolderSourceEnum": "training.images.models.folder.ImageFolder.Source",
        "ProviderKindEnum": "training.models.provider.Provider.Kind",
        "ToolCallStateEnum": "spirits.models.tool_call.ToolCall.State",
        "ApprovalStateEnum": "spirits.models.approval.Approval.State",
        "JobStateEnum": "jobs.rules.states.JobState",
    },
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums"],
}
