import type {IpFamily} from '../core/environment.ts';
import type {EndpointSlice} from '../parsers/endpoint-slice.ts';

export interface ServiceEndpoint {
	readonly address: string;
	readonly port: number;
	/** Where the API tells it. */
	readonly nodeName?: string;
	readonly pod?: string;
}

/** Of an EndpointSlice, what `readyEndpoints` needs. */
export const sliceFields = [
	'metadata.name',
	'metadata.labels["kubernetes.io/service-name"]',
	'addressType',
	'ports',
	'endpoints.addresses',
	'endpoints.conditions',
	'endpoints.nodeName',
	'endpoints.targetRef.kind',
	'endpoints.targetRef.name',
] as const;

export const slicesPath = (namespace: string, service: string): string =>
	`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?labelSelector=kubernetes.io/service-name=${service}`;

const addressTypes = {ipv4: 'IPv4', ipv6: 'IPv6'} as const;

/** Endpoints of one family that the API calls ready, at the port of this name, or at the first where none has it. */
export const readyEndpoints = (
	slices: readonly EndpointSlice[],
	portName: string,
	family: IpFamily = 'ipv4',
): readonly ServiceEndpoint[] =>
	slices
		.filter(({addressType}) => addressType === addressTypes[family])
		.flatMap(({ports, endpoints}) => {
			const port = (ports.find(({name}) => name === portName) ?? ports[0])?.port;
			return port === undefined
				? []
				: endpoints
						.filter(({isReady}) => isReady)
						.flatMap(({addresses, nodeName, pod}) =>
							addresses.map(address => ({
								address,
								port,
								...(nodeName !== undefined && {nodeName}),
								...(pod !== undefined && {pod}),
							})),
						);
		});
