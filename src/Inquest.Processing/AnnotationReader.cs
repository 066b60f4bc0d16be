using Inquest.Formats.Minidump;
using Inquest.Reports;

namespace Inquest.Processing;

/// <summary>Key-value pairs that the program or its reporter put into the dump or sent beside it.</summary>
/// <remarks>Command line and environment are left in the dump: they hold secrets, and nobody asked for them.</remarks>
static class AnnotationReader
{
    public static IReadOnlyDictionary<string, string> Read(
        MinidumpFile dump, DumpProcessorOptions options, List<ReportFinding> findings)
    {
        var limits = options.Limits;
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        var omitted = 0;
        foreach (var (key, value) in options.Annotations)
        {
            Add(key, value, null);
        }

        if (dump.CrashpadInfo is { } crashpad)
        {
            foreach (var (key, value) in crashpad.Annotations)
            {
                Add(key, value, null);
            }

            foreach (var module in crashpad.Modules)
            {
                AddModule(module);
            }
        }

        if (dump.Comment is { Length: > 0 } comment)
        {
            Add("comment", comment, "dump");
        }

        if (omitted > 0)
        {
            findings.Add(new ReportFinding("annotations-cut", $"{omitted} annotations were left out or shortened."));
        }

        return result;

        void AddModule(CrashpadModule module)
        {
            var name = module.ModuleIndex < dump.Modules.Count
                ? dump.Modules[(int)module.ModuleIndex].CodeFileName
                : $"module {module.ModuleIndex}";
            foreach (var (key, value) in module.SimpleAnnotations)
            {
                Add(key, value, name);
            }

            foreach (var annotation in module.AnnotationObjects)
            {
                if (annotation.Text is { } text)
                {
                    Add(annotation.Name, text, name);
                }
            }

            if (module.ListAnnotations.Count > 0)
            {
                Add(name, string.Join('\n', module.ListAnnotations), "messages");
            }
        }

        // The first to say a name has it; another module's value for it is kept beside, not over it.
        void Add(string key, string value, string? whose)
        {
            if (key.Length == 0 || result.Count >= limits.AnnotationCountMax)
            {
                omitted++;
                return;
            }

            if (value.Length > limits.AnnotationCharsMax)
            {
                value = value[..limits.AnnotationCharsMax];
                omitted++;
            }

            if (!result.TryAdd(key, value) && result[key] != value && whose is not null)
            {
                result.TryAdd($"{key} ({whose})", value);
            }
        }
    }
}
