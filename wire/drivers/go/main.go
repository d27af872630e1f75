// Command driver plays scenarios with a Go client; they stand on standard input.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"time"
)

type scenario struct {
	Name   string            `json:"name"`
	Base   string            `json:"base"`
	Begin  string            `json:"begin"`
	Group  string            `json:"group"`
	Client json.RawMessage   `json:"client"`
	Steps  []json.RawMessage `json:"steps"`
}

// player is a client of one generated package.
type player interface {
	Play(step json.RawMessage) map[string]any
	Seen() []string
}

// players make clients; groups.go fills in one for each package.
var players = map[string]func(base string, settings json.RawMessage) (player, error){}

func main() {
	input := json.NewDecoder(os.Stdin)
	for {
		var batch struct {
			Limit     float64    `json:"limit"`
			Scenarios []scenario `json:"scenarios"`
		}
		err := input.Decode(&batch)
		if err == io.EOF {
			return
		}
		check(err)
		for _, one := range batch.Scenarios {
			if one.Begin != "" {
				resp, err := http.Get(one.Begin)
				check(err)
				_ = resp.Body.Close()
			}
			line, err := json.Marshal(map[string]any{"name": one.Name, "steps": play(one, batch.Limit)})
			check(err)
			fmt.Println(string(line))
		}
	}
}

func play(one scenario, limit float64) []any {
	client, err := players[one.Group](one.Base, one.Client)
	check(err)
	told := []any{}
	for _, step := range one.Steps {
		outcome := together(client, step, time.Duration(limit*float64(time.Second)))
		outcome["seen"] = client.Seen()
		told = append(told, outcome)
	}
	return told
}

// together makes a call, or several at once.
func together(client player, step json.RawMessage, limit time.Duration) map[string]any {
	var several struct {
		Parallel int `json:"parallel"`
	}
	check(json.Unmarshal(step, &several))
	outcomes := make([]map[string]any, several.Parallel)
	var all sync.WaitGroup
	for i := range outcomes {
		all.Add(1)
		go func() {
			defer all.Done()
			outcomes[i] = client.Play(step)
		}()
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(limit):
		return map[string]any{"error": map[string]any{"kind": "hang"}}
	}
	results := []any{}
	for _, outcome := range outcomes {
		if _, failed := outcome["error"]; failed || several.Parallel == 1 {
			return outcome
		}
		results = append(results, outcome["result"])
	}
	return map[string]any{"result": results}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
