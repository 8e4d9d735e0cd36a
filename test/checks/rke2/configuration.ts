import {mergeConfig} from '../../../src/derive/config-merge.ts';
import type {JsonObject} from '../../../src/parsers/json-value.ts';
import type {Rke2Configuration} from '../../../src/probes/rke2.configuration.ts';

/** What RKE2 makes of /etc/rancher/rke2/config.yaml with these values. */
export const configurationOf = (values: JsonObject): Rke2Configuration => ({
	files: [],
	settings: mergeConfig({path: '/etc/rancher/rke2/config.yaml', values}, []),
	cni: {primary: 'canal', multus: false, isExplicit: false, source: "RKE2's default"},
});
