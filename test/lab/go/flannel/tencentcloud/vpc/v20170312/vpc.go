// Package v20170312 stands for a part of Tencent's SDK: what flanneld's backend for it needs in order to compile.
package v20170312

import "errors"

var errLeftOut = errors.New("Tencent's SDK is left out of the lab's flanneld")

type (
	Client struct{}
	Filter struct {
		Name   *string
		Values []*string
	}
	Route struct {
		RouteId                                                 *uint64
		DestinationCidrBlock, GatewayType, GatewayId, RouteType *string
		Enabled                                                 *bool
	}
	RouteTable struct {
		RouteTableId *string
		RouteSet     []*Route
	}
	DescribeRouteTablesRequest  struct{ Filters []*Filter }
	DescribeRouteTablesResponse struct {
		Response struct{ RouteTableSet []*RouteTable }
	}
	DeleteRoutesRequest struct {
		RouteTableId *string
		Routes       []*Route
	}
	CreateRoutesRequest = DeleteRoutesRequest
)

func NewClientWithSecretId(_, _, _ string) (*Client, error) { return nil, errLeftOut }
func NewDescribeRouteTablesRequest() *DescribeRouteTablesRequest {
	return &DescribeRouteTablesRequest{}
}
func NewDeleteRoutesRequest() *DeleteRoutesRequest { return &DeleteRoutesRequest{} }
func NewCreateRoutesRequest() *CreateRoutesRequest { return &CreateRoutesRequest{} }

func (*Client) DescribeRouteTables(*DescribeRouteTablesRequest) (*DescribeRouteTablesResponse, error) {
	return nil, errLeftOut
}
func (*Client) DeleteRoutes(*DeleteRoutesRequest) (any, error) { return nil, errLeftOut }
func (*Client) CreateRoutes(*CreateRoutesRequest) (any, error) { return nil, errLeftOut }
