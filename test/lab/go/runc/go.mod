module rke2-netdoctor/test/lab/go/runc

go 1.25.0
