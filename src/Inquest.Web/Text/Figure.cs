using System.Globalization;

namespace Inquest.Web.Text;

/// <summary>Numbers as the pages write them: thousands separated, shares in percent, sizes in powers of 1024.</summary>
public static class Figure
{
    static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary><c>12,431</c>.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>12,431 events</c>, <c>1 event</c>.</summary>
    public static string Count(long value, string noun) => $"{Count(value)} {noun}{(value == 1 ? "" : "s")}";

    /// <summary><c>12.4k</c> where a table has no room; the exact number belongs in the title.</summary>
    public static string Short(long value) => value switch
    {
        < 10_000 => Count(value),
        < 1_000_000 => (value / 1000.0).ToString("0.#", CultureInfo.InvariantCulture) + "k",
        _ => (value / 1_000_000.0).ToString("0.##", CultureInfo.InvariantCulture) + "M",
    };

    /// <summary><c>31 %</c>, <c>0.04 %</c>; an em dash when there is nothing to divide by.</summary>
    public static string Share(long part, long whole)
    {
        if (whole <= 0)
        {
            return "—";
        }

        var percent = 100.0 * part / whole;
        return percent switch
        {
            0 => "0 %",
            < 0.01 => "< 0.01 %",
            < 10 => percent.ToString("0.##", CultureInfo.InvariantCulture) + " %",
            // Not quite everything must not read as everything.
            > 99 when part < whole => "> 99 %",
            _ => percent.ToString("0", CultureInfo.InvariantCulture) + " %",
        };
    }

    /// <summary><c>398 KiB</c>.</summary>
    public static string Size(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return value.ToString(value < 10 && unit > 0 ? "0.0" : "0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary><c>0x00007ffe12345678</c>, padded to the pointer's width.</summary>
    public static string Address(ulong value, int pointerSize) =>
        "0x" + value.ToString(pointerSize == 4 ? "x8" : "x16", CultureInfo.InvariantCulture);

    /// <summary><c>0x18</c>.</summary>
    public static string Hex(ulong value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);
}
