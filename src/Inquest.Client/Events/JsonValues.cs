using System.Globalization;
using System.Text.Json;

namespace Inquest.Client.Events;

/// <summary>Values of any kind, within bounds and without reflection.</summary>
readonly struct JsonValues(Utf8JsonWriter json, ClientLimits limits)
{
    readonly Utf8JsonWriter _json = json;
    readonly ClientLimits _limits = limits;

    public int EntriesMax => _limits.MaxEntries;

    /// <summary>Nothing when the value is null.</summary>
    public void Text(string name, string? value)
    {
        if (value is not null)
        {
            _json.WriteString(name, Cut(value, _limits.MaxTextLength));
        }
    }

    public void Tags(string name, IEnumerable<KeyValuePair<string, string>> tags)
    {
        _json.WriteStartObject(name);
        foreach (var (key, value) in tags.Take(_limits.MaxEntries))
        {
            _json.WriteString(Cut(key, _limits.MaxTagLength), Cut(value, _limits.MaxTagLength));
        }

        _json.WriteEndObject();
    }

    public void Entries(string name, IEnumerable<KeyValuePair<string, object?>> entries)
    {
        _json.WriteStartObject(name);
        foreach (var (key, value) in entries.Take(_limits.MaxEntries))
        {
            Any(key, value);
        }

        _json.WriteEndObject();
    }

    public void List(string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        _json.WriteStartArray(name);
        foreach (var value in values.Take(_limits.MaxEntries))
        {
            _json.WriteStringValue(Cut(value, _limits.MaxTextLength));
        }

        _json.WriteEndArray();
    }

    public void Any(string name, object? value)
    {
        _json.WritePropertyName(Cut(name, _limits.MaxTagLength));
        switch (value)
        {
            case null: _json.WriteNullValue(); break;
            case string text: _json.WriteStringValue(Cut(text, _limits.MaxTextLength)); break;
            case bool flag: _json.WriteBooleanValue(flag); break;
            case int number: _json.WriteNumberValue(number); break;
            case long number: _json.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): _json.WriteNumberValue(number); break;
            case decimal number: _json.WriteNumberValue(number); break;
            case DateTimeOffset time: _json.WriteStringValue(time); break;
            case DateTime time: _json.WriteStringValue(time); break;
            default: _json.WriteStringValue(Cut(AsText(value), _limits.MaxTextLength)); break;
        }
    }

    static string AsText(object value)
    {
        try
        {
            return (value is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : value.ToString()) ?? "";
        }
#pragma warning disable CA1031 // The app's own ToString may throw anything, and the report must not fail with it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return $"({e.GetType().Name} in ToString)";
        }
    }

    // Not between the halves of a surrogate pair: half a pair is no UTF-8.
    static string Cut(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        return char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }
}
