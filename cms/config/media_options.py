"""The options of media libraries: where uploaded files are stored, and what becomes of them on the way."""

from __future__ import annotations

from msgspec.structs import replace

from cms.config.option import Table, option, table

__all__ = ["ASSET_COLLECTIONS", "MEDIA_LIBRARIES", "MEDIA_LIBRARY", "MEDIA_PROCESSING"]

_KEPT = "Files are kept in the repository. Addresses of other stores in entries stay as they are, and can be typed."
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
        for name in ("jpeg", "png", "gif", "webp", "avif")
    ),
    option(
        "heic",
        "map",
        "Of HEIC pictures.",
        "S",
        example="{quality: 80}",
        inner=_RASTER,
        unneeded="HEIC pictures are refused, with the advice to save them as JPEG, as phones do by themselves.",
    ),
    option(
        "svg",
        "map",
        "Of SVG pictures.",
        "S",
        example="{optimize: true}",
        inner=table(
            option(
                "optimize",
                "flag",
                "Whether they are made smaller.",
                "S",
                default="false",
                differs="Comments, notes of drawing programs and white space go; lines and numbers stay as drawn.",
            )
        ),
    ),
)
_SIZE = option(
    "max_file_size",
    "number",
    "The most bytes of a file.",
    "DSX",
    default="10485760",
    example="1000000",
    differs="Never more than 10 MiB. It counts what is stored, after pictures were changed (Sveltia).",
)
_HANDLING = (
    option(
        "slugify_filename",
        "flag",
        "Whether files are renamed by the rules for slugs.",
        "S",
        default="(true; false for Sveltia)",
        example="false",
    ),
    option(
        "transformations",
        "map",
        "How pictures are changed.",
        "S",
        example="{raster_image: {width: 1600}}",
        inner=_TRANSFORMATIONS,
        differs="Animations keep moving and colour profiles stay; what a format cannot hold stays as it was.",
    ),
)
_MULTIPLE = option("multiple", "flag", "Whether a field may hold several.", "DS", default="false")
_CONFIG: Table = table(_SIZE, *_HANDLING, _MULTIPLE)
_REMARK = "files are kept in the repository; addresses of other stores in entries stay as they are"
_CLOUD_NOTE = "Settings of Cloudinary or Uploadcare stand here too."
_CLOUD = (
    option(
        "output_filename_only",
        "flag",
        "Whether Cloudinary's file name is stored alone.",
        "DS",
        default="false",
        unneeded=_KEPT,
    ),
    option(
        "use_transformations",
        "flag",
        "Whether Cloudinary's changed picture is stored.",
        "DS",
        default="true",
        unneeded=_KEPT,
    ),
    option(
        "settings",
        "map",
        "Settings of Uploadcare.",
        "DS",
        example="{autoFilename: true}",
        unneeded=_KEPT,
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
        differs=_KEPT,
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
        differs="Never more than 10 MiB. It counts what is stored, after pictures were changed.",
    ),
    option(
        "allow_multiple",
        "flag",
        "Whether several files may be chosen, where the field is for several.",
        "D",
        default="true",
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
    ),
    option(
        "choose_url",
        "flag",
        "Whether an address may be typed, as in old examples. The field's own counts first.",
        default="true",
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
_ONE_STORE = "`false` switches nothing off: the repository is the one store. A nearer level replaces single settings."

MEDIA_LIBRARIES: Table = table(
    option(
        "all",
        "map|flag",
        "What all stores share.",
        "S",
        default="true",
        example="{max_file_size: 1000000}",
        differs=_ONE_STORE,
        inner=table(_SIZE_S, *_HANDLING),
    ),
    option(
        "default",
        "map|flag",
        "The repository.",
        "S",
        default="true",
        example="{config: {max_file_size: 1000000}}",
        differs=_ONE_STORE,
        inner=table(option("config", "map", "Its settings.", "S", example="{multiple: true}", inner=_CONFIG)),
    ),
    option(
        "cloudinary",
        "map|flag",
        "Cloudinary.",
        "S",
        default="false",
        example="{config: {cloud_name: alder}}",
        remark=_REMARK,
        unneeded=_KEPT,
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
        remark=_REMARK,
        unneeded=_KEPT,
        free=True,
        inner=table(option("config", "map", "Settings of its dialog.", "S", example="{publicKey: abc}"), _CLOUD_S[2]),
    ),
    *(
        option(
            name,
            "map|flag",
            note,
            "S",
            default="false",
            example="{bucket: media}",
            remark=_REMARK,
            unneeded=_KEPT,
            inner=_BUCKET,
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
        remark=_REMARK,
        unneeded=_KEPT,
        inner=_AZURE,
    ),
    option(
        "stock_assets",
        "map|flag",
        "Free pictures of others.",
        "S",
        default="false",
        example="{providers: [unsplash]}",
        remark="Quire asks no other service for pictures",
        unneeded="Quire asks no other service for anything. A picture that was found elsewhere is uploaded.",
        inner=table(
            option(
                "providers", "texts", "pexels, picsum, pixabay, unsplash.", "S", default="(all)", example="[unsplash]"
            )
        ),
    ),
)

_FITS = "A picture is made to fit, never enlarged and never distorted; with both, Decap stretches it."

MEDIA_PROCESSING: Table = table(
    option("enabled", "flag", "Whether JPEG, PNG and WebP pictures are changed.", "D", default="false"),
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
    option(
        "strip_metadata",
        "flag",
        "Whether the camera's notes are taken out.",
        "D",
        default="false",
        differs="The place always is, the colour profile never. Off, the other notes stay; in Decap they never do.",
    ),
    option("width", "integer", "The most pixels across.", "D", example="1600", differs=_FITS),
    option("height", "integer", "The most pixels down.", "D", example="1200", differs=_FITS),
    option(
        "aspect_ratio",
        "text|number|flag|map",
        "The shape they are cut to: `16:9`, `16_9`, `16x9` or a number.",
        "D",
        example="'16:9'",
    ),
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
