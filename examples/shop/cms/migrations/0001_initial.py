import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('media', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('title', models.CharField(max_length=120)),
                ('template', models.CharField(choices=[('plain', 'Plain'), ('landing', 'Landing page')], default='plain', max_length=10)),
                ('status', models.CharField(choices=[('hidden', 'Hidden'), ('live', 'Live')], default='live', max_length=10)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='children', to='cms.page')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('text', 'Text'), ('image', 'Image'), ('quote', 'Quote')], max_length=10)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('css_class', models.CharField(blank=True, max_length=60)),
                ('text', models.TextField(blank=True)),
                ('caption', models.CharField(blank=True, max_length=200)),
                ('attribution', models.CharField(blank=True, max_length=120, null=True)),
                ('image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='media.mediafile')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='cms.page')),
            ],
            options={
                'ordering': ('position', 'id'),
            },
        ),
    ]
