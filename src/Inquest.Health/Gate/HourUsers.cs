namespace Inquest.Health.Gate;

/// <summary>Users of one release in one segment and hour.</summary>
/// <param name="Segment">0 is everybody.</param>
/// <param name="Hour">Since 1970.</param>
/// <param name="Users">Who began a session in it.</param>
/// <param name="Crashed">Of them, those whose first crash of the day on this release lies in it, whenever the report came.</param>
public readonly record struct HourUsers(long Segment, long Hour, long Users, long Crashed);
