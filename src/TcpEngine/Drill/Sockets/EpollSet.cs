namespace TcpEngine.Drill;

/// <summary>An epoll instance: the descriptors that it watches, and what it has told of each.</summary>
internal sealed class EpollSet : Descriptor
{
    private readonly List<Watch> _watches = [];

    /// <inheritdoc/>
    public override long Readiness => _watches.Any(watch => watch.Pending != 0) ? Constants.POLLIN | Constants.POLLRDNORM : 0;

    /// <summary>EPOLL_CTL_ADD.</summary>
    public Errno Add(Descriptor target, long events, string data)
    {
        if (_watches.Any(watch => watch.Target == target))
        {
            return Errno.EEXIST;
        }

        _watches.Add(new Watch(target, events, data));
        return Errno.None;
    }

    /// <summary>EPOLL_CTL_MOD.</summary>
    public Errno Modify(Descriptor target, long events, string data)
    {
        int index = _watches.FindIndex(watch => watch.Target == target);
        if (index < 0)
        {
            return Errno.ENOENT;
        }

        _watches[index] = new Watch(target, events, data);
        return Errno.None;
    }

    /// <summary>EPOLL_CTL_DEL.</summary>
    public Errno Forget(Descriptor target) => _watches.RemoveAll(watch => watch.Target == target) > 0 ? Errno.None : Errno.ENOENT;

    /// <summary>Takes what there is to tell: the events and the data of each descriptor.</summary>
    public List<(long Events, string Data)> Take(int limit)
    {
        List<(long Events, string Data)> taken = [];
        foreach (Watch watch in _watches.Where(watch => watch.Pending != 0).Take(limit))
        {
            taken.Add((watch.Pending, watch.Data));
            watch.Tell();
        }

        return taken;
    }

    /// <summary>A descriptor that is watched.</summary>
    private sealed class Watch(Descriptor target, long events, string data)
    {
        private int _toldActivity = -1;
        private bool _isSpent;

        public Descriptor Target => target;

        public string Data => data;

        public long Pending
        {
            get
            {
                bool isOld = (events & Constants.EPOLLET) != 0 && _toldActivity == target.Activity;
                return _isSpent || isOld ? 0 : target.Readiness & (events | Constants.POLLERR | Constants.POLLHUP);
            }
        }

        public void Tell()
        {
            _toldActivity = target.Activity;
            _isSpent = (events & Constants.EPOLLONESHOT) != 0;
        }
    }
}
