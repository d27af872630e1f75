package api

import (
	"context"
	"io"
	"mime"
	"net/http"
	"path"
	"strings"
)

// Download is a file from the server. The caller closes it.
type Download struct {
	io.ReadCloser
	Name        string // as the server calls it, without folders; may be ""
	ContentType string
	Size        int64 // -1: unknown
	Header      http.Header
}

func download(ctx context.Context, c *core, r *request, options []Option) (*Download, error) {
	resp, err := c.do(ctx, r, options)
	if err != nil {
		return nil, err
	}
	return &Download{
		ReadCloser:  resp.Body,
		Name:        fileName(resp.Header.Get("Content-Disposition")),
		ContentType: resp.Header.Get("Content-Type"),
		Size:        resp.ContentLength,
		Header:      resp.Header,
	}, nil
}

// fileName returns a name that is safe to create a file with, or "".
func fileName(disposition string) string {
	_, params, err := mime.ParseMediaType(disposition)
	if err != nil {
		return ""
	}
	name := path.Base(strings.ReplaceAll(params["filename"], "\\", "/"))
	visible := func(char rune) rune {
		if char < ' ' || char == 0x7f {
			return -1
		}
		return char
	}
	return strings.Map(visible, strings.TrimLeft(name, "./"))
}
