using System.Reflection;

namespace Inquest.Client.Stacks;

/// <summary>The images that one report refers to, by index.</summary>
sealed class ImageTable
{
    readonly List<DebugImage> _images = [];
    readonly Dictionary<Module, int> _assemblies = [];
    readonly Dictionary<nint, int> _native = [];

    public IReadOnlyList<DebugImage> Images => _images;

    public int IndexOf(Module module)
    {
        if (!_assemblies.TryGetValue(module, out var index))
        {
            _assemblies.Add(module, index = _images.Count);
            _images.Add(AssemblyImage.Of(module));
        }

        return index;
    }

    /// <param name="imageBase">Where a NativeAOT image begins in memory.</param>
    /// <returns>-1 when it has no id.</returns>
    public int IndexOf(nint imageBase)
    {
        if (!_native.TryGetValue(imageBase, out var index))
        {
            index = NativeImage.TryRead(imageBase) is { } image ? Add(image) : -1;
            _native.Add(imageBase, index);
        }

        return index;
    }

    int Add(DebugImage image)
    {
        _images.Add(image);
        return _images.Count - 1;
    }
}
