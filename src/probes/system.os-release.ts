import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {parseOsRelease} from '../parsers/os-release.ts';

export const systemOsRelease = defineProbe({
	id: 'system.os-release',
	summary: 'distribution and its version',
	requests: () => [file('/etc/os-release')],
	parse: ([reply]) => parseOsRelease(textOf(reply)),
});
