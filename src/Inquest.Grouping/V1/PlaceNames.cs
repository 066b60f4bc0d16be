using System.Globalization;

namespace Inquest.Grouping.V1;

/// <summary>What a place in a module without symbols is called: good for one build only, which is all that can be said of it.</summary>
static class PlaceNames
{
    public static string Of(string module, ulong offset) => string.Create(CultureInfo.InvariantCulture, $"{module} + 0x{offset:x}");
}
