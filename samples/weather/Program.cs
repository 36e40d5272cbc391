using HeaderSpec;
using Weather;

byte[] bytes = Convert.FromHexString(args.Length > 0 ? args[0] : "575801900007D51E054B6965727301020"+"0D4"+"0204000188D4"+"03030230E1");
if (!WeatherHeader.TryParse(bytes, out WeatherHeader report, out ParseError error))
{
    Console.WriteLine(error);
    return 1;
}

Console.WriteLine($"Report {report.SequenceNumber} of {report.Name.ToString()}, {report.Size} bytes, sky {report.Sky}, on battery: {report.OnBattery}");
foreach (WeatherReading reading in report.Readings)
{
    if (reading.TryGetTemperature(out WeatherTemperature temperature))
    {
        Console.WriteLine($"{temperature.Tenths / 10.0} degrees Celsius");
    }
    else if (reading.TryGetPressure(out WeatherPressure pressure))
    {
        Console.WriteLine($"{pressure.Pascals} Pa");
    }
    else if (reading.TryGetWind(out WeatherWind wind))
    {
        Console.WriteLine($"{wind.Speed / 10.0} m/s from {wind.Direction} degrees");
    }
    else if (reading.TryGetRemark(out WeatherRemark remark))
    {
        Console.WriteLine(remark.Text.ToString());
    }
    else
    {
        Console.WriteLine($"kind {reading.Kind}: {Convert.ToHexString(reading.Value)}");
    }
}

return 0;
