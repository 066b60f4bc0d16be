namespace Inquest.Formats.Minidump;

/// <summary>One further fact of a handle's object (MINIDUMP_HANDLE_OBJECT_INFORMATION).</summary>
/// <param name="Type">MINIDUMP_HANDLE_OBJECT_INFORMATION_TYPE: 1 thread, 2 and 3 mutex, 4 and 5 process, 6 event, 7 section, 8 semaphore.</param>
/// <param name="Location">Where its bytes lie.</param>
public readonly record struct HandleObjectInfo(uint Type, MinidumpLocation Location);
