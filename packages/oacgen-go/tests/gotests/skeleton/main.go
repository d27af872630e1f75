// Skeleton prints the kinds of all nodes in the Go files of folders, without
// names, literals and comments, and a blank line between folders. Declarations
// are sorted, since their order follows names.
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

func main() {
	var folders []string
	for _, folder := range os.Args[1:] {
		folders = append(folders, skeleton(folder))
	}
	fmt.Println(strings.Join(folders, "\n\n"))
}

func skeleton(folder string) string {
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		panic(err)
	}
	var declarations []string
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			panic(err)
		}
		for _, declaration := range file.Decls {
			declarations = append(declarations, shape(declaration))
		}
	}
	sort.Strings(declarations)
	return strings.Join(declarations, "\n")
}

func shape(root ast.Node) string {
	var text strings.Builder
	ast.Inspect(root, func(node ast.Node) bool {
		switch node := node.(type) {
		case nil:
			text.WriteString(")")
		case *ast.ImportSpec:
			text.WriteString("(import " + node.Path.Value)
		default:
			fmt.Fprintf(&text, "(%T", node)
		}
		return true
	})
	return strings.ReplaceAll(text.String(), "*ast.", "")
}
