"""The elements and attributes an SVG may have (SVG 2 and SMIL, without scripting, linking out and foreign content)."""

from __future__ import annotations

__all__ = ["ANIMATIONS", "ATTRIBUTES", "ELEMENTS", "SVG", "XLINK_HREF", "XML"]

SVG = "{http://www.w3.org/2000/svg}"
XML = "{http://www.w3.org/XML/1998/namespace}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


ANIMATIONS = _names("animate set animateTransform")

ELEMENTS = ANIMATIONS | _names(
    """
    svg g defs symbol use title desc a switch style image marker mask clipPath pattern view
    path rect circle ellipse line polyline polygon text tspan textPath linearGradient radialGradient stop
    animateMotion mpath filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix
    feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
    feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile
    feTurbulence
    """
)

ATTRIBUTES = _names(
    """
    id class style lang role version baseProfile viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry
    fx fy fr d points pathLength transform gradientTransform gradientUnits spreadMethod patternTransform patternUnits
    patternContentUnits clipPathUnits maskUnits maskContentUnits markerUnits markerWidth markerHeight refX refY orient
    dx dy rotate textLength lengthAdjust startOffset method spacing side offset type media data-name enable-background
    requiredFeatures requiredExtensions systemLanguage
    alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation color-interpolation-filters
    color-rendering cursor direction display dominant-baseline fill fill-opacity fill-rule filter flood-color
    flood-opacity font font-family font-size font-size-adjust font-stretch font-style font-variant font-weight
    glyph-orientation-horizontal glyph-orientation-vertical image-rendering isolation letter-spacing lighting-color
    marker marker-end marker-mid marker-start mask mask-type mix-blend-mode opacity overflow paint-order pointer-events
    shape-rendering solid-color solid-opacity stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset
    stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration
    text-overflow text-rendering transform-origin unicode-bidi vector-effect visibility white-space word-spacing
    writing-mode
    attributeName attributeType begin dur end min max restart repeatCount repeatDur calcMode values keyTimes keySplines
    keyPoints from to by path additive accumulate origin
    in in2 result mode operator k1 k2 k3 k4 stdDeviation edgeMode kernelMatrix divisor bias targetX targetY
    preserveAlpha order kernelUnitLength surfaceScale diffuseConstant specularConstant specularExponent
    limitingConeAngle pointsAtX pointsAtY pointsAtZ z azimuth elevation radius scale xChannelSelector yChannelSelector
    baseFrequency numOctaves seed stitchTiles tableValues slope intercept amplitude exponent filterUnits primitiveUnits
    """
)
