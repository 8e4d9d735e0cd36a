// Package common stands for a part of Tencent's SDK, which flanneld links for a backend that the lab never uses.
package common

func BoolPtr(v bool) *bool                { return &v }
func StringPtr(v string) *string          { return &v }
func StringPtrs(v []string) (r []*string) { return r }
