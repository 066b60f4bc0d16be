namespace Inquest.Storage.Releases;

/// <summary>Finds or makes the rows of places and of their segments; for one batch.</summary>
/// <remarks>
/// A dimension with more values than <see cref="StorageLimits.SegmentValuesMax"/> counts the rest together: a segment that nobody can
/// read is no use, and clients may send any text.
/// </remarks>
sealed class SliceTable(Connection connection)
{
    const string Rest = "(others)";

    readonly Dictionary<(long Project, SessionPlace Place), long> _slices = [];
    readonly Dictionary<(long Project, long Slice), long[]> _segments = [];

    /// <summary>0 for a place of which nothing is known.</summary>
    public long Find(long project, in SessionPlace place)
    {
        if (place.IsUnknown)
        {
            return 0;
        }

        if (_slices.TryGetValue((project, place), out var id))
        {
            return id;
        }

        id = Bind(connection.Prepare(
            """
            SELECT id FROM health_slice
            WHERE project_id = ?1 AND os = ?2 AND os_version = ?3 AND device = ?4 AND build = ?5 AND country = ?6
            """), project, place).Scalar() ?? Make(project, place);
        _slices.Add((project, place), id);
        return id;
    }

    /// <summary>Everybody first, then one for each dimension that is known.</summary>
    public IReadOnlyList<long> SegmentsOf(long project, long slice)
    {
        if (slice == 0)
        {
            return [0];
        }

        if (!_segments.TryGetValue((project, slice), out var segments))
        {
            var row = connection.Prepare("SELECT os, os_version, device, build, country FROM health_slice WHERE id = ?1").Bind(1, slice);
            row.Step();
            var place = new SessionPlace(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4));
            row.Reset();
            segments = [0, .. place.Segments().Select(part => Segment(project, part.Dimension, part.Value))];
            _segments.Add((project, slice), segments);
        }

        return segments;
    }

    long Make(long project, SessionPlace place)
    {
        if (connection.Prepare("SELECT count(*) FROM health_slice WHERE project_id = ?1").Bind(1, project).Scalar() >= StorageLimits.SlicesPerProjectMax)
        {
            // The system alone has few values; what makes places many are devices, builds and countries.
            var coarse = place with { Device = "", Build = "", Country = "" };
            return coarse == place ? 0 : Find(project, coarse);
        }

        Bind(connection.Prepare(
            "INSERT INTO health_slice (project_id, os, os_version, device, build, country) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"), project, place).Run();
        return connection.LastRow;
    }

    static Statement Bind(Statement statement, long project, in SessionPlace place) => statement.Bind(1, project)
        .Bind(2, place.Os).Bind(3, place.OsVersion).Bind(4, place.Device).Bind(5, place.Build).Bind(6, place.Country);

    long Segment(long project, string dimension, string value)
    {
        if (connection.Prepare("SELECT id FROM health_segment WHERE project_id = ?1 AND dimension = ?2 AND value = ?3")
            .Bind(1, project).Bind(2, dimension).Bind(3, value).Scalar() is { } known)
        {
            return known;
        }

        var count = connection.Prepare("SELECT count(*) FROM health_segment WHERE project_id = ?1 AND dimension = ?2")
            .Bind(1, project).Bind(2, dimension).Scalar();
        if (count >= StorageLimits.SegmentValuesMax && value != Rest)
        {
            return Segment(project, dimension, Rest);
        }

        connection.Prepare("INSERT INTO health_segment (project_id, dimension, value) VALUES (?1, ?2, ?3)")
            .Bind(1, project).Bind(2, dimension).Bind(3, value).Run();
        return connection.LastRow;
    }
}
