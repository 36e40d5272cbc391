using HeaderSpec;
using Weather;

// Writes a report, as a station would, and reads it again, as its collector would. With an argument: reads the report that it writes in hexadecimal.
Span<byte> buffer = stackalloc byte[512];
ReadOnlySpan<byte> bytes = args.Length > 0 ? Convert.FromHexString(args[0]) : Write(buffer);
Console.WriteLine(Convert.ToHexString(bytes));
return Print(bytes);

static ReadOnlySpan<byte> Write(Span<byte> buffer)
{
    WeatherHeaderWriter report = new(buffer) { OnBattery = true, Sky = WeatherSky.Clear, SequenceNumber = 7 };
    report.SetName("Zürich");

    WeatherReadingWriter reading = report.BeginReadings();
    WeatherTemperatureWriter temperature = reading.BeginTemperature();
    temperature.Tenths = -12;
    reading.EndTemperature(temperature);
    report.EndReadings(reading);

    reading = report.BeginReadings();
    WeatherWindWriter wind = reading.BeginWind();
    wind.Speed = 35;
    wind.Direction = 225;
    reading.EndWind(wind);
    report.EndReadings(reading);

    reading = report.BeginReadings();
    WeatherRemarkWriter remark = reading.BeginRemark();
    remark.SetText("first snow");
    reading.EndRemark(remark);
    report.EndReadings(reading);

    // A kind that the specification does not know is bytes.
    reading = report.BeginReadings();
    reading.Kind = (WeatherKind)77;
    reading.SetValue([1, 2, 3]);
    report.EndReadings(reading);

    return report.TryFinish(out int written) ? buffer[..written] : throw new InvalidOperationException("The buffer is too small.");
}

static int Print(ReadOnlySpan<byte> bytes)
{
    if (!WeatherHeader.TryParse(bytes, out WeatherHeader report, out ParseError error))
    {
        Console.WriteLine(error);
        return 1;
    }

    // Over all bytes, the checksum's own among them, it comes out as 0.
    bool isIntact = InternetChecksum.Finish(InternetChecksum.Add(0, report.Bytes)) == 0;
    Console.WriteLine($"Report {report.SequenceNumber} of {report.Name.ToString()}: {report.Size} bytes, checksum {(isIntact ? "right" : "wrong")}");
    Console.WriteLine($"  sky {report.Sky}, {(report.OnBattery ? "on battery" : "on mains")}");
    foreach (WeatherReading reading in report.Readings)
    {
        Console.WriteLine("  " + Describe(reading));
    }

    return 0;
}

static string Describe(WeatherReading reading)
{
    if (reading.TryGetTemperature(out WeatherTemperature temperature))
    {
        return FormattableString.Invariant($"{temperature.Tenths / 10.0} degrees Celsius{(temperature.IsFreezing ? ", freezing" : "")}");
    }

    if (reading.TryGetPressure(out WeatherPressure pressure))
    {
        return $"{pressure.Pascals} Pa";
    }

    if (reading.TryGetWind(out WeatherWind wind))
    {
        return FormattableString.Invariant($"wind of {wind.Speed / 10.0} m/s from {wind.Direction} degrees");
    }

    return reading.TryGetRemark(out WeatherRemark remark) ? remark.Text.ToString() : $"kind {reading.Kind}: {Convert.ToHexString(reading.Value)}";
}
