Console.Error.WriteLine("tcpengine");
