package errors

type TencentCloudSDKError struct{}

func (*TencentCloudSDKError) Error() string { return "Tencent's SDK is left out of the lab's flanneld" }
