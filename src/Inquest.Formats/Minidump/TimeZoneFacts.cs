namespace Inquest.Formats.Minidump;

/// <summary>The time zone of the machine (TIME_ZONE_INFORMATION).</summary>
/// <param name="Id">TIME_ZONE_ID_: 0 unknown, 1 standard, 2 daylight.</param>
/// <param name="BiasMinutes">UTC minus local time.</param>
/// <param name="StandardName">Name in winter.</param>
/// <param name="DaylightName">Name in summer.</param>
public sealed record TimeZoneFacts(uint Id, int BiasMinutes, string StandardName, string DaylightName);
