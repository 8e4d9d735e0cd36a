import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {type Installation, parseInstallation} from '../parsers/tigera-operator.ts';

export interface FoundInstallation {
	/** Absent where there is no such object, or no such kind. */
	readonly installation?: Installation;
}

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
	parse: ([reply]): FoundInstallation => {
		const text = textIfFound(reply);
		return text === undefined ? {} : {installation: parseInstallation(text)};
	},
});
