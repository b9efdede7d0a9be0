"""Prints what TensorBoard's own reader finds in a folder of event files, as JSON.

    python read_events.py FOLDER
"""

import json
import sys

from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator
from tensorboard.util import tensor_util

events = EventAccumulator(sys.argv[1], tensor_size_guidance={"scalars": 0, "histograms": 0})
events.Reload()
tags = {plugin: events.PluginTagToContent(plugin) for plugin in events.ActivePlugins()}
found = {
    plugin: {
        tag: [[event.step, tensor_util.make_ndarray(event.tensor_proto).tolist()] for event in events.Tensors(tag)]
        for tag in tags[plugin]
    }
    for plugin in tags
}
print(json.dumps(found))
