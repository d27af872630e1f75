package api

import (
	"bytes"
	"io"
	"sync"
)

// piece is a part of a body.
type piece struct {
	reader io.Reader
	seeker io.Seeker // nil: it can be read once
	start  int64
	size   int64 // -1: unknown
}

func textPiece(text *bytes.Buffer) piece {
	data := bytes.Clone(text.Bytes())
	text.Reset()
	reader := bytes.NewReader(data)
	return piece{reader, reader, 0, int64(len(data))}
}

func filePiece(file io.Reader) piece {
	unknown := piece{file, nil, 0, -1}
	seeker, ok := file.(io.Seeker)
	if !ok {
		return unknown
	}
	start, err := seeker.Seek(0, io.SeekCurrent)
	if err != nil {
		return unknown // a pipe
	}
	end, err := seeker.Seek(0, io.SeekEnd)
	if err != nil {
		return unknown
	}
	return piece{file, seeker, start, end - start}
}

// stream is a body of pieces, which go out one after the other.
func stream(contentType string, pieces []piece) body {
	size, once := int64(0), false
	for _, p := range pieces {
		size += p.size
		once = once || p.seeker == nil
	}
	if once {
		size = -1
	}
	var previous *content
	open := func() (io.ReadCloser, int64, error) {
		if previous != nil {
			_ = previous.Close()
		}
		readers := make([]io.Reader, len(pieces))
		for i, p := range pieces {
			readers[i] = p.reader
			if p.seeker == nil {
				continue
			}
			if _, err := p.seeker.Seek(p.start, io.SeekStart); err != nil {
				return nil, 0, err
			}
			readers[i] = io.LimitReader(p.reader, p.size)
		}
		previous = &content{reader: io.MultiReader(readers...)}
		return previous, size, nil
	}
	return body{contentType: contentType, open: open, once: once}
}

// content is a body that nobody reads any more once it is closed, so that its
// files can be used again while net/http still holds on to it.
type content struct {
	mu     sync.Mutex
	reader io.Reader
}

func (c *content) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reader == nil {
		return 0, io.ErrClosedPipe
	}
	return c.reader.Read(p)
}

func (c *content) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reader = nil
	return nil
}
