using System.Security.Cryptography;
using System.Text;
using TcpEngine;

namespace Extcap.Serving;

/// <summary>
/// Serves one file over HTTP/1.1: GET and HEAD give it, PUT and POST take an upload and answer with its length and SHA-256. In constant memory: it reads the file
/// as fast as the send buffer empties, and the network as fast as it hashes.
/// </summary>
internal sealed class HttpFileService(FileInfo file) : ITcpApplication
{
    private const int AnswerRoom = 1024;
    private const int HeadLimit = 16 * 1024;

    private readonly byte[] _chunk = new byte[64 * 1024];
    private readonly byte[] _head = new byte[HeadLimit];
    private int _headSize;
    private FileStream? _body;
    private long _bodyLeft;
    private IncrementalHash? _upload;
    private long _uploadLeft;
    private long _uploadSize;
    private bool _closesAfter;

    public void OnConnected(TcpConnection connection, Timestamp now)
    {
    }

    public void OnDataAvailable(TcpConnection connection, Timestamp now) => Work(connection, now);

    public void OnSendBufferSpace(TcpConnection connection, Timestamp now) => Work(connection, now);

    public void OnPeerClosed(TcpConnection connection, Timestamp now)
    {
        _closesAfter = true;
        Work(connection, now);
        if (_body is null)
        {
            connection.Close(now);
        }
    }

    public void OnClosed(TcpConnection connection, Timestamp now) => EndTransfers();

    private static void Send(TcpConnection connection, string status, string headers, string body, Timestamp now) => connection.Send(
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nServer: tcpengine\r\n{headers}Content-Length: {body.Length}\r\nContent-Type: text/plain\r\n\r\n{body}"), now);

    // Does what can be done now: at most one request is under way, and the next is not read before its answer is in the send buffer.
    private void Work(TcpConnection connection, Timestamp now)
    {
        bool isAdvancing = true;
        while (isAdvancing && connection.State is not TcpState.Closed)
        {
            isAdvancing = _body is not null ? SendBody(connection, now)
                : _upload is not null ? TakeUpload(connection, now)
                : ReadHead(connection, now);
        }
    }

    private bool ReadHead(TcpConnection connection, Timestamp now)
    {
        if (connection.SendBufferRoom < AnswerRoom && connection.SendBufferBytes > 0)
        {
            return false; // an answer's head must fit: the send buffer empties, and tells
        }

        int end = HttpRequest.FindEnd(_head.AsSpan(0, _headSize));
        if (end < 0)
        {
            int count = connection.Receive(_head.AsSpan(_headSize), now);
            _headSize += count;
            if (count == 0 && _headSize == HeadLimit)
            {
                Refuse(connection, "431 Request Header Fields Too Large", $"The head of the request is longer than {HeadLimit} bytes.\n", now);
            }

            return count > 0;
        }

        HttpRequest? request = HttpRequest.Parse(_head.AsSpan(0, end));
        int rest = _headSize - end;
        _head.AsSpan(end, rest).CopyTo(_head);
        _headSize = rest;
        if (request is null)
        {
            Refuse(connection, "400 Bad Request", "This is no HTTP/1.1 request.\n", now);
            return false;
        }

        Answer(connection, request, now);
        return true;
    }

    private void Answer(TcpConnection connection, HttpRequest request, Timestamp now)
    {
        _closesAfter |= request.ClosesAfter;
        switch (request.Method)
        {
            case "GET" or "HEAD":
                AnswerWithFile(connection, request.Method == "HEAD", now);
                break;
            case "PUT" or "POST" when request.ContentLength is { } length:
                if (request.ExpectsContinue)
                {
                    connection.Send("HTTP/1.1 100 Continue\r\n\r\n"u8, now);
                }

                _upload = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                _uploadLeft = length;
                _uploadSize = length;
                break;
            case "PUT" or "POST":
                Refuse(connection, "411 Length Required", "Say how long the upload is, with Content-Length.\n", now);
                break;
            default:
                Refuse(connection, "405 Method Not Allowed", "GET and HEAD give the file, PUT and POST take an upload.\n", now);
                break;
        }
    }

    private void AnswerWithFile(TcpConnection connection, bool isHead, Timestamp now)
    {
        try
        {
            _body = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Refuse(connection, "500 Internal Server Error", $"The file cannot be read: {UserErrorException.OneLine(exception)}\n", now);
            return;
        }

        _bodyLeft = isHead ? 0 : _body.Length;
        connection.Send(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nServer: tcpengine\r\nContent-Length: {_body.Length}\r\nContent-Type: application/octet-stream\r\n\r\n"), now);
    }

    private bool SendBody(TcpConnection connection, Timestamp now)
    {
        while (_bodyLeft > 0 && connection.SendBufferRoom > 0)
        {
            int count = ReadBody((int)Math.Min(Math.Min(_chunk.Length, connection.SendBufferRoom), _bodyLeft));
            if (count == 0)
            {
                connection.Abort(now); // the file cannot be read on, or is shorter than was promised: the client must not take what it has for all
                return false;
            }

            connection.Send(_chunk.AsSpan(0, count), now);
            _bodyLeft -= count;
        }

        if (_bodyLeft > 0)
        {
            return false;
        }

        EndRequest(connection, now);
        return true;
    }

    private int ReadBody(int count)
    {
        try
        {
            return _body!.Read(_chunk, 0, count);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private bool TakeUpload(TcpConnection connection, Timestamp now)
    {
        int early = (int)Math.Min(_headSize, _uploadLeft); // what came with the head
        _upload!.AppendData(_head, 0, early);
        _head.AsSpan(early, _headSize - early).CopyTo(_head);
        _headSize -= early;
        _uploadLeft -= early;
        while (_uploadLeft > 0)
        {
            int count = connection.Receive(_chunk.AsSpan(0, (int)Math.Min(_chunk.Length, _uploadLeft)), now);
            if (count == 0)
            {
                return false;
            }

            _upload.AppendData(_chunk, 0, count);
            _uploadLeft -= count;
        }

        Send(connection, "200 OK", "", $"bytes {_uploadSize} sha256 {Convert.ToHexStringLower(_upload.GetCurrentHash())}\n", now);
        EndRequest(connection, now);
        return true;
    }

    private void Refuse(TcpConnection connection, string status, string text, Timestamp now)
    {
        Send(connection, status, "Connection: close\r\n", text, now);
        EndTransfers();
        connection.Close(now);
    }

    private void EndRequest(TcpConnection connection, Timestamp now)
    {
        EndTransfers();
        if (_closesAfter)
        {
            connection.Close(now);
        }
    }

    private void EndTransfers()
    {
        _body?.Dispose();
        _body = null;
        _upload?.Dispose();
        _upload = null;
    }
}
