package api

import (
	"encoding/json"
	"reflect"
)

// readable is a pointer that JSON can be read into.
type readable interface{ any }

// writable is a pointer to what can be written as JSON.
type writable interface{ any }

func readInto[P readable](data []byte, value P) error { return json.Unmarshal(data, value) }

// send sets the body to value in a kind of JSON; there is none where it is nil.
func send[P writable](r *request, contentType string, value P) {
	if !reflect.ValueOf(value).IsNil() {
		data, err := json.Marshal(value)
		r.sendJSON(contentType, data, err)
	}
}

// unmarshal reads a value through encoding/json.
func unmarshal[T any](value *T, data []byte) error { return json.Unmarshal(data, value) }

// orEmpty makes a list that is nil an empty one, so that it is not null in JSON.
func orEmpty[T any](list *[]T) {
	if *list == nil {
		*list = []T{}
	}
}

// orEmptyMap makes a map that is nil an empty one, so that it is not null in JSON.
func orEmptyMap[T any](object *map[string]T) {
	if *object == nil {
		*object = map[string]T{}
	}
}

// readExtra reads the properties of an object that are not known.
func readExtra[T any](extra *map[string]T, data []byte, known ...string) error {
	object, _ := objectOf(data)
	for _, name := range known {
		delete(object, name)
	}
	*extra = nil
	for name, raw := range object {
		var value T
		if err := json.Unmarshal(raw, &value); err != nil {
			return err
		}
		if *extra == nil {
			*extra = make(map[string]T, len(object))
		}
		(*extra)[name] = value
	}
	return nil
}

// writeExtra adds properties to an object, where it does not have them.
func writeExtra[T any](data []byte, err error, extra map[string]T) ([]byte, error) {
	if err != nil || len(extra) == 0 {
		return data, err
	}
	object, _ := objectOf(data)
	rest := make(map[string]T, len(extra))
	for name, value := range extra {
		if object[name] == nil {
			rest[name] = value
		}
	}
	added, err := json.Marshal(rest)
	if err != nil || len(rest) == 0 {
		return data, err
	}
	if len(object) > 0 {
		added[0] = ','
	} else {
		added = added[1:]
	}
	return append(data[:len(data)-1], added...), nil
}
