<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">
<qgis version="3.22" styleCategories="Symbology|Labeling">
<renderer-v2 type="graduatedSymbol" attr="congruentie" graduatedMethod="GraduatedColor">
<ranges>
{% for klasse in klassen %}
<range symbol="{{ loop.index0 }}" lower="{{ "%.9f" | format(klasse.onder) }}" upper="{{ "%.9f" | format(klasse.tot) }}" label="{{ klasse.label }}" render="true" />
{% endfor %}
</ranges>
<symbols>
{% for klasse in klassen %}
<symbol name="{{ loop.index0 }}" type="fill" alpha="1">
<layer class="SimpleFill" enabled="1" locked="0" pass="0">
<prop k="color" v="{{ klasse.rgb }},255" />
<prop k="outline_color" v="255,255,255,255" />
<prop k="outline_width" v="0.2" />
<prop k="outline_style" v="solid" />
<prop k="style" v="solid" />
</layer>
</symbol>
{% endfor %}
</symbols>
</renderer-v2>
<labeling type="simple">
<settings calloutType="simple">
<text-style fieldName="gm_naam" fontSize="7" textColor="40,40,40,255" />
<rendering scaleVisibility="1" scaleMax="1" scaleMin="750000" />
</settings>
</labeling>
</qgis>
