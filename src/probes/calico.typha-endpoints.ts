import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {readyEndpoints, type ServiceEndpoint, sliceFields, slicesPath} from '../derive/ready-endpoints.ts';
import {parseEndpointSlices} from '../parsers/endpoint-slice.ts';

export interface TyphaEndpoints {
	/** Whether the API knows a service calico-typha at all. */
	readonly isInstalled: boolean;
	/** Ready ones, of IPv4. */
	readonly endpoints: readonly ServiceEndpoint[];
}

export const calicoTyphaEndpoints = defineProbe({
	id: 'calico.typha-endpoints',
	summary: 'where the Typhas of Calico listen, as the API tells it',
	requests: () => [api(slicesPath('calico-system', 'calico-typha'), ...sliceFields)],
	parse: ([reply]): TyphaEndpoints => {
		const slices = parseEndpointSlices(textOf(reply));
		return {isInstalled: slices.length > 0, endpoints: readyEndpoints(slices, 'calico-typha')};
	},
});
