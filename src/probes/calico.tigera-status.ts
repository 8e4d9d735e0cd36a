import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {parseTigeraStatuses} from '../parsers/tigera-operator.ts';

export const calicoTigeraStatus = defineProbe({
	id: 'calico.tigera-status',
	summary: 'what the Tigera operator says of the components of Calico',
	requests: () => [api('/apis/operator.tigera.io/v1/tigerastatuses', 'metadata.name', 'status.conditions')],
	parse: ([reply]) => parseTigeraStatuses(textOf(reply)),
});
