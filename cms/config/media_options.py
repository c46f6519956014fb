"""The options of media libraries: where uploaded files are stored, and what becomes of them on the way."""

from __future__ import annotations

from dataclasses import replace

from cms.config.option import Table, option, table

__all__ = ["ASSET_COLLECTIONS", "MEDIA_LIBRARIES", "MEDIA_LIBRARY", "MEDIA_PROCESSING"]

_ELSEWHERE = "files are kept in the repository"
_AS_SENT = "pictures are stored as they are sent, without the place where they were taken"
_RASTER: Table = table(
    option("format", "text", "The format it becomes.", "S", default="webp", choices="webp", mild=True),
    option("quality", "integer", "From 0 to 100.", "S", default="85", example="80"),
    option("width", "integer", "The most pixels across.", "S", example="1600"),
    option("height", "integer", "The most pixels down.", "S", example="1200"),
)
_TRANSFORMATIONS: Table = table(
    option("raster_image", "map", "Of pictures of all kinds.", "S", example="{width: 1600}", inner=_RASTER),
    *(
        option(name, "map", f"Of {name.upper()} pictures.", "S", example="{quality: 80}", inner=_RASTER)
        for name in ("jpeg", "png", "gif", "webp", "avif", "heic")
    ),
    option(
        "svg",
        "map",
        "Of SVG pictures.",
        "S",
        example="{optimize: true}",
        inner=table(option("optimize", "flag", "Whether they are made smaller.", "S", default="false")),
    ),
)
_SIZE = option(
    "max_file_size",
    "number",
    "The most bytes of a file.",
    "DSX",
    default="10485760",
    example="1000000",
    differs="Never more than 10 MiB.",
)
_HANDLING = (
    option(
        "slugify_filename",
        "flag",
        "Whether files are renamed by the rules for slugs.",
        "S",
        default="true",
        differs="They always are (Decap).",
    ),
    option(
        "transformations",
        "map",
        "How pictures are changed.",
        "S",
        example="{raster_image: {width: 1600}}",
        inner=_TRANSFORMATIONS,
        missing=_AS_SENT,
    ),
)
_MULTIPLE = option("multiple", "flag", "Whether a field may hold several.", "DS", default="false")
_CONFIG: Table = table(_SIZE, *_HANDLING, _MULTIPLE)
_CLOUD_NOTE = "Settings of Cloudinary or Uploadcare stand here too."
_CLOUD = (
    option(
        "output_filename_only",
        "flag",
        "Whether Cloudinary's file name is stored alone.",
        "DS",
        default="false",
        missing=_ELSEWHERE,
    ),
    option(
        "use_transformations",
        "flag",
        "Whether Cloudinary's changed picture is stored.",
        "DS",
        default="true",
        missing=_ELSEWHERE,
    ),
    option(
        "settings",
        "map",
        "Settings of Uploadcare.",
        "DS",
        example="{autoFilename: true}",
        missing=_ELSEWHERE,
        free=True,
        inner=table(
            option("autoFilename", "flag", "Whether the file's name ends the address.", "DS", default="false"),
            option("defaultOperations", "text", "Operations at the end of the address.", "DS", example="/resize/800x/"),
        ),
    ),
)

_SIZE_S = replace(_SIZE, grammars="S")
_CLOUD_S = tuple(replace(item, grammars="S") for item in _CLOUD)

MEDIA_LIBRARY: Table = table(
    option(
        "name",
        "text",
        "The store: default, uploadcare, cloudinary or another one of Sveltia's.",
        "DSX",
        default="default",
        example="uploadcare",
        missing=_ELSEWHERE,
    ),
    option(
        "config",
        "map",
        f"Its settings. {_CLOUD_NOTE}",
        "DSX",
        example="{max_file_size: 1000000}",
        inner=_CONFIG,
        free=True,
    ),
    option(
        "max_file_size",
        "number",
        "The most bytes of a file.",
        "X",
        default="10485760",
        example="1000000",
        differs="Never more than 10 MiB.",
    ),
    option(
        "allow_multiple",
        "flag",
        "Whether several files may be chosen at once.",
        "D",
        default="true",
        unneeded="The library gives one file at a time; a field for several takes as many as one adds.",
    ),
    option(
        "folder_support", "flag", "Whether the library has folders.", "X", default="false", unneeded="It always has."
    ),
    option(
        "display_in_navigation",
        "flag",
        "Whether the library stands in the header.",
        "X",
        default="true",
        missing="it always does",
    ),
    option(
        "choose_url",
        "flag",
        "Whether an address may be typed, as in old examples.",
        default="true",
        missing="the field's own `choose_url` is read",
    ),
    *_CLOUD,
)

_STORE_KEYS = (
    option("access_key_id", "text", "The key's name.", "S", example="key"),
    option("region", "text", "The region.", "S", example="eu-central-1"),
    option("endpoint", "text", "Address of the store.", "S", example="https://store.example"),
    option("prefix", "text", "What paths begin with.", "S", example="media/"),
    option("force_path_style", "flag", "Whether the bucket stands in the path.", "S", default="false"),
    option("public_url", "text", "What the addresses of files begin with.", "S", example="https://cdn.example"),
    option("name", "text", "The store's name in the legacy form.", "S", example="aws_s3"),
    option("account_id", "text", "The account at Cloudflare.", "S", example="abc"),
    option("jurisdiction", "text", "default, eu or fedramp, at Cloudflare.", "S", default="default", example="eu"),
    option("project_id", "text", "The project at Supabase.", "S", example="abc"),
)
_BUCKET: Table = table(
    option("bucket", "text", "The bucket, or the storage zone.", "S", needed=True, example="media"), *_STORE_KEYS
)
_BUCKETS = (
    ("aws_s3", "Amazon S3."),
    ("cloudflare_r2", "Cloudflare R2."),
    ("digitalocean_spaces", "DigitalOcean Spaces."),
    ("backblaze_b2", "Backblaze B2."),
    ("bunny_storage", "Bunny Storage."),
    ("scaleway_object_storage", "Scaleway Object Storage."),
    ("supabase_storage", "Supabase Storage."),
)
_AZURE: Table = table(
    option("container", "text", "The container.", "S", needed=True, example="media"),
    option("account_name", "text", "The account.", "S", example="alder"),
    option("endpoint", "text", "Address of the store.", "S", example="https://store.example"),
    option("prefix", "text", "What paths begin with.", "S", example="media/"),
    option("public_url", "text", "What the addresses of files begin with.", "S", example="https://cdn.example"),
    option("name", "text", "The store's name in the legacy form.", "S", example="azure_blob_storage"),
)
_NOT_READ = "the limit of `media_library` counts; this one is not read"

MEDIA_LIBRARIES: Table = table(
    option(
        "all",
        "map|flag",
        "What all stores share.",
        "S",
        default="true",
        example="{max_file_size: 1000000}",
        missing=_NOT_READ,
        inner=table(_SIZE_S, *_HANDLING),
    ),
    option(
        "default",
        "map|flag",
        "The repository.",
        "S",
        default="true",
        example="{config: {max_file_size: 1000000}}",
        missing=_NOT_READ,
        inner=table(option("config", "map", "Its settings.", "S", example="{multiple: true}", inner=_CONFIG)),
    ),
    option(
        "cloudinary",
        "map|flag",
        "Cloudinary.",
        "S",
        default="false",
        example="{config: {cloud_name: alder}}",
        missing=_ELSEWHERE,
        free=True,
        inner=table(
            option("config", "map", "Settings of its dialog.", "S", example="{cloud_name: alder}"), *_CLOUD_S[:2]
        ),
    ),
    option(
        "uploadcare",
        "map|flag",
        "Uploadcare.",
        "S",
        default="false",
        example="{config: {publicKey: abc}}",
        missing=_ELSEWHERE,
        free=True,
        inner=table(option("config", "map", "Settings of its dialog.", "S", example="{publicKey: abc}"), _CLOUD_S[2]),
    ),
    *(
        option(
            name, "map|flag", note, "S", default="false", example="{bucket: media}", missing=_ELSEWHERE, inner=_BUCKET
        )
        for name, note in _BUCKETS
    ),
    option(
        "azure_blob_storage",
        "map|flag",
        "Azure Blob Storage.",
        "S",
        default="false",
        example="{container: media}",
        missing=_ELSEWHERE,
        inner=_AZURE,
    ),
    option(
        "stock_assets",
        "map|flag",
        "Free pictures of others.",
        "S",
        default="false",
        example="{providers: [unsplash]}",
        missing="there is no search in stores of free pictures",
        inner=table(
            option(
                "providers", "texts", "pexels, picsum, pixabay, unsplash.", "S", default="(all)", example="[unsplash]"
            )
        ),
    ),
)

MEDIA_PROCESSING: Table = table(
    option("enabled", "flag", "Whether pictures are changed.", "D", default="false"),
    option(
        "format",
        "map",
        "The format they become.",
        "D",
        example="{enabled: true, default: webp}",
        inner=table(
            option("enabled", "flag", "Whether they become another format.", "D", default="false"),
            option("default", "text", "The format.", "D", default="webp", choices="jpeg,webp"),
        ),
    ),
    option("quality", "integer", "From 1 to 100.", "D", example="80"),
    option("strip_metadata", "flag", "Whether the camera's notes are taken out.", "D", default="false"),
    option("width", "integer", "The most pixels across.", "D", example="1600"),
    option("height", "integer", "The most pixels down.", "D", example="1200"),
    option("aspect_ratio", "text|number|flag|map", "The shape they are cut to.", "D", example="'16:9'"),
)

ASSET_COLLECTIONS: Table = table(
    option("name", "text", "The name in addresses; unique.", "S", needed=True, example="papers"),
    option("label", "text", "What people read.", "S", default="(`name`)", example="Papers"),
    option("icon", "text", "Name of a picture beside the label.", "S", example="article"),
    option(
        "media_folder",
        "text",
        "The folder, from the root of the repository.",
        "S",
        needed=True,
        example="static/papers",
    ),
    option("public_folder", "text", "How pages address its files.", "S", default="(`media_folder`)", example="/papers"),
)
