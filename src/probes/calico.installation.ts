import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {type Installation, parseInstallation} from '../parsers/tigera-operator.ts';

export const calicoInstallation = defineProbe({
	id: 'calico.installation',
	summary: 'the Installation that the Tigera operator makes Calico from; nothing where there is none',
	requests: () => [
		api(
			'/apis/operator.tigera.io/v1/installations/default',
			'metadata.name',
			'metadata.deletionTimestamp',
			'spec',
			'status',
		),
	],
	parse: ([reply]): Installation | undefined => {
		const text = textIfFound(reply);
		return text === undefined ? undefined : parseInstallation(text);
	},
});
