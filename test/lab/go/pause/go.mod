module rke2-netdoctor/test/lab/go/pause

go 1.25.0
